"""The pages for educators: recordings of two movements side by side, and what shows them."""
