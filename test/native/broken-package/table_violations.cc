#include "violations.h"

const Violation kTableViolations[] = {
    {L"has no export", [](Tables& tables) { tables.user_mode.ExportContext = nullptr; }},
    {L"hides EncryptMessage", [](Tables& tables) { tables.ssp.Reserved3 = nullptr; }},
    {nullptr, nullptr},
};
