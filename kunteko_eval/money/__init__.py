"""Value for money: what a unit cost where the documents give both parts, with its range and what it hangs on."""
