from programmes.models.goal import Goal
from programmes.models.news import NewsPicture, NewsState, NewsTopic, NewsUpdate
from programmes.models.organisation import Organisation, Partnership
from programmes.models.place import Place
from programmes.models.programme import Phase, Programme, TeamMember
from programmes.models.subscription import (
    DeliveryState,
    NewsDelivery,
    NewsMailing,
    Subscription,
    SubscriptionState,
)

__all__ = [
    "DeliveryState",
    "Goal",
    "NewsDelivery",
    "NewsMailing",
    "NewsPicture",
    "NewsState",
    "NewsTopic",
    "NewsUpdate",
    "Organisation",
    "Partnership",
    "Phase",
    "Place",
    "Programme",
    "Subscription",
    "SubscriptionState",
    "TeamMember",
]
