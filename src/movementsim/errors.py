"""What a user did wrong, said so that it can be put right."""


class InputError(ValueError):
    """Something given to the simulator cannot be used.

    The message names the thing, the value, what is allowed and what to do. The command line
    prints it and exits with status 2 before any work has started.
    """
