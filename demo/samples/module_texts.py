"""Objectives, methods, content and materials of the modules of the demonstration, in both languages."""

TEXTS = {
    "PLT": {
        "objectives_en": "Explains why people report early what they see to a police they trust.",
        "objectives_bn": "মানুষ কেন আস্থাভাজন পুলিশকে আগেভাগে জানায় তা ব্যাখ্যা করতে পারেন।",
        "methods_en": "Talk, role play at the thana desk, discussion in pairs",
        "methods_bn": "আলোচনা, থানার ডেস্কে ভূমিকাভিনয়, জোড়ায় আলোচনা",
        "materials_en": "Flip chart, two case sheets",
        "materials_bn": "ফ্লিপ চার্ট, দুটি কেসের কাগজ",
    },
    "EPV": {
        "objectives_en": "Knows the signs that call for a talk, and those that call for a report.",
        "objectives_bn": "কোন লক্ষণে কথা বলতে হয় আর কোন লক্ষণে জানাতে হয় তা জানেন।",
        "content_en": "Early signs, the beat as a place of first contact, referral",
        "content_bn": "আগাম লক্ষণ, প্রথম যোগাযোগের জায়গা হিসেবে বিট, রেফারেল",
        "methods_en": "Case work in groups of five",
        "methods_bn": "পাঁচজন করে ভাগ হয়ে কেস নিয়ে অনুশীলন",
    },
    "HRG": {
        "objectives_en": "Applies human rights and gender to stops, searches and conversations.",
        "objectives_bn": "থামানো, তল্লাশি ও কথোপকথনে মানবাধিকার ও জেন্ডার বিবেচনা প্রয়োগ করতে পারেন।",
        "methods_en": "Teaching practice with feedback",
        "methods_bn": "মতামতসহ পাঠদান অনুশীলন",
        "materials_en": "Pocket card on rights during a stop",
        "materials_bn": "থামানোর সময় অধিকার বিষয়ে পকেট কার্ড",
    },
}
