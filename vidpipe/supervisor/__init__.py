"""`vidpipe up`: starts every process of the program, keeps them running, and stops them all."""

from vidpipe.supervisor.claims import check_port
from vidpipe.supervisor.sandbox import SandboxOptions, choose_port
from vidpipe.supervisor.stack import RunningStack, Stack, running_stack, start_stack

__all__ = ["RunningStack", "SandboxOptions", "Stack", "check_port", "choose_port", "running_stack", "start_stack"]
