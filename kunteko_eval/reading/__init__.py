"""Reading a programme's files into the model, and checking what must agree within and between them."""
