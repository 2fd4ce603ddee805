// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/run_follower.h"

#include "app/engine/repeater.h"
#include "core/base/error.h"

#include <utility>

namespace likeness::engine {
namespace {

constexpr int kPollMs = 1000;
constexpr std::uint64_t kMostAtOnce = 1u << 20; // bytes; some 4,000 steps

} // namespace

RunFollower::RunFollower(QObject* parent) : QObject(parent) {}
RunFollower::~RunFollower() = default;

void RunFollower::follow(const std::filesystem::path& runFolder, run::EventPosition from)
{
    struct State {
        run::EventReader reader;
        bool reachable = true;
    };
    auto state = std::make_shared<State>(State{run::EventReader(runFolder, from), true});
    m_repeater = std::make_unique<Repeater>(this, [this, state](const Repeater::Round& round) {
        bool more = true;
        bool reachable = false;
        while (more && !round.stopped()) {
            auto events = std::make_shared<std::vector<Json>>();
            bool again = false;
            try {
                const auto result = state->reader.read(
                    [&](std::string_view line) {
                        if (auto event = run::parseEvent(line))
                            events->push_back(std::move(*event));
                    },
                    [&] { again = true; }, kMostAtOnce);
                more = result.more;
                reachable = result.found;
            } catch (const Error&) {
                more = false;
            }
            if (again)
                round.post([this] { Q_EMIT restarted(); });
            if (!events->empty())
                round.post([this, events] { Q_EMIT eventsReady(*events); });
            if (!round.settled())
                return;
        }
        if (std::exchange(state->reachable, reachable) != reachable)
            round.post([this, reachable] { Q_EMIT reachableChanged(reachable); });
    });
    m_repeater->setInterval(m_watching ? kPollMs : 0);
    if (m_watching)
        m_repeater->wake();
}

void RunFollower::stop()
{
    m_repeater.reset();
}

void RunFollower::setWatching(bool on)
{
    if (std::exchange(m_watching, on) == on || !m_repeater)
        return;
    m_repeater->setInterval(on ? kPollMs : 0);
    if (on)
        m_repeater->wake();
}

} // namespace likeness::engine
