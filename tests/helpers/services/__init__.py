"""The stand-ins of all services, one module each."""

from helpers.services import huggingface
from helpers.stand_in_services import Service

SERVICES: tuple[Service, ...] = (huggingface.SERVICE,)
