// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/cli/event_printer.h"

#include "core/run/event_fields.h"

namespace likeness::cli {
namespace {

using run::text;

std::string number(const Json& event, const char* key, int decimals = 0)
{
    return figure(run::section(event, key), decimals);
}

std::uint64_t count(const Json& event, const char* key)
{
    const double v = run::number(event, key);
    return v >= 0 && v < 9e15 ? static_cast<std::uint64_t>(v) : 0;
}

} // namespace

void EventPrinter::print(const Json& e)
{
    if (!e.is_object())
        return;
    const std::string type = text(e, "type");
    if (type == "start") {
        m_steps = count(e, "steps_per_epoch") * count(e, "epochs");
        m_console.say(text(e, "run") + ": " + number(e, "images") + " images of " + number(e, "classes") +
                      " identities on " + text(e, "device_name") + ", " + number(e, "threads") + " threads");
        m_console.stage("train");
    } else if (type == "step") {
        m_console.progress(count(e, "step"), m_steps, "steps");
    } else if (type == "epoch") {
        m_console.say("epoch " + number(e, "epoch") + ": loss " + number(e, "loss", 4) + ", accuracy " +
                      number(e, "accuracy", 3) + ", " + number(e, "seconds", 1) + " s");
    } else if (type == "verify") {
        m_console.say("  verification: AUC " + number(e, "auc", 4) + ", EER " + number(e, "eer", 4) + ", accuracy " +
                      number(e, "accuracy", 4));
    } else if (type == "issue" || type == "diverged") {
        m_console.say("warning: " + text(e, "message"));
    } else if (type == "end") {
        m_console.say(text(e, "state") + " after " + number(e, "steps") + " steps");
    }
}

} // namespace likeness::cli
