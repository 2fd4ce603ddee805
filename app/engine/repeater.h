// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QObject>
#include <functional>
#include <memory>

namespace likeness::engine {

// Reading that is done again and again, on a thread that nobody waits for: the folder may lie on a share that has gone,
// where a call does not return for minutes. Whoever owns it lets go, and the thread ends when it can. GUI thread.
class Repeater final
{
    struct Shared;

public:
    // What the work is given, on its thread.
    class Round
    {
    public:
        bool stopped() const;
        // Called soon on the receiver's thread, in order; not at all once the Repeater is gone.
        void post(std::function<void()> call) const;
        // Waits until everything posted was called; false when stopped.
        bool settled() const;

    private:
        friend class Repeater;
        explicit Round(Shared& shared) : m_shared(shared) {}
        Shared& m_shared;
    };

    // The work may throw nothing. It owns what it needs. The first round begins with the first wake() or interval.
    Repeater(QObject* receiver, std::function<void(const Round&)> work);
    ~Repeater();
    Repeater(const Repeater&) = delete;
    Repeater& operator=(const Repeater&) = delete;
    void wake();                        // a round as soon as the last one has ended
    void setInterval(int milliseconds); // after each round; 0: only when woken

private:
    std::shared_ptr<Shared> m_shared;
};

} // namespace likeness::engine
