from programmes.models.goal import Goal
from programmes.models.organisation import Organisation, Partnership
from programmes.models.place import Place
from programmes.models.programme import Phase, Programme, TeamMember

__all__ = ["Goal", "Organisation", "Partnership", "Phase", "Place", "Programme", "TeamMember"]
