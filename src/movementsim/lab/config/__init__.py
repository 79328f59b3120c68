"""What an experiment file may say: typed inputs, which load no heavy library."""
