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

// Steps of earlier sittings, and those before a return to a checkpoint, say nothing of how quick it is now.
void EventPrinter::sittingBegins(std::uint64_t step, double seconds)
{
    m_firstStep = step;
    m_begin = seconds;
}

void EventPrinter::print(const Json& e)
{
    if (!e.is_object())
        return;
    const std::string type = text(e, "type");
    const double time = run::numberOr(e, "time", 0);
    if (type == "start") {
        m_steps = count(e, "steps_per_epoch") * count(e, "epochs");
        m_run = text(e, "run");
        sittingBegins(count(e, "step"), time);
        m_console.say(m_run + ": " + number(e, "images") + " images of " + number(e, "classes") + " identities on " +
                      text(e, "device_name") + ", " + number(e, "threads") + " threads");
        m_console.stage("train");
    } else if (type == "step") {
        const auto step = count(e, "step");
        m_console.progress(
            step, m_steps, "steps",
            step > m_firstStep && time > m_begin ? static_cast<double>(step - m_firstStep) / (time - m_begin) : 0);
    } else if (type == "epoch") {
        m_console.say("epoch " + number(e, "epoch") + ": loss " + number(e, "loss", 4) + ", accuracy " +
                      number(e, "accuracy", 3) + ", " + number(e, "seconds", 1) + " s");
    } else if (type == "verify" && run::collapsed(e)) {
        m_console.say(
            "  verification: all faces have nearly the same embedding, so no figure means anything yet; train longer, "
            "or with a lower train.lr or loss.s");
    } else if (type == "verify") {
        m_console.say("  verification: AUC " + number(e, "auc", 4) + ", EER " + number(e, "eer", 4) + ", accuracy " +
                      number(e, "accuracy", 4));
    } else if (type == "issue" || type == "diverged") {
        m_console.say("warning: " + text(e, "message"));
        if (text(e, "action") == "rolled_back")
            sittingBegins(count(e, "to_step"), time);
    } else if (type == "end") {
        const std::string state = text(e, "state");
        m_console.say(state + " after " + number(e, "steps") + " steps" +
                      (state == "stopped" && !m_run.empty() ? "; train --resume " + m_run + " goes on" : ""));
    }
}

} // namespace likeness::cli
