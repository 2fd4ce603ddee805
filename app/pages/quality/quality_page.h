// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/common/page.h"
#include "app/pages/quality/quality_data.h"

QT_BEGIN_NAMESPACE
class QStackedWidget;
QT_END_NAMESPACE

namespace likeness::widgets {
class EmptyState;
}

namespace likeness::pages {

class ChecksCard;
class FaceQuestion;
class PeopleCard;
class SpotCard;

// Whether the labels can be trusted: three checks of every label, a random sample with its statistics, and how far the
// people who decide agree; with the queues that go with them, one key an answer.
class QualityPage final : public Page
{
    Q_OBJECT
public:
    explicit QualityPage(Services services, QWidget* parent = nullptr);
    QString id() const override { return QStringLiteral("quality"); }
    QString title() const override { return tr("Quality"); }
    QString iconName() const override { return QStringLiteral("quality"); }
    void activate() override;
    // "spot" draws a sample where none is open and shows it, "approve" shows what awaits the user, "key:K" presses a
    // key there, "close" goes back. Returns the face shown.
    QString openPath(const QString& path) override;
    QStringList states() const override { return {QStringLiteral("spot")}; }

    bool isReady() const { return !m_reading && !m_stale; } // what is shown is what the project holds

private:
    enum class Mode { Overview, Spot, Approve };
    void reload();
    void show(const QualityData& quality);
    void draw(int count, double target);
    void startSpot();
    void startApprove();
    void next(int from);
    void ask();
    void answer(int id);
    void followChanges();
    void close();

    struct Item {
        dataset::FaceId face = 0;
        dataset::IdentityId identity = 0;
        int number = 0;                              // of a spot item
        std::optional<dataset::SpotVerdict> verdict; // of an approval: Right
    };
    Mode m_mode = Mode::Overview;
    std::vector<Item> m_items;
    int m_index = 0;
    std::int64_t m_sample = 0;
    bool m_stale = true;
    bool m_reading = false;
    bool m_answering = false;
    QStackedWidget* m_stack; // overview | question | empty
    ChecksCard* m_checks;
    SpotCard* m_spot;
    PeopleCard* m_people;
    FaceQuestion* m_question;
    widgets::EmptyState* m_empty;
};

} // namespace likeness::pages
