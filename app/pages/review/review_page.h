// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "app/pages/common/page.h"
#include "app/pages/review/review_figures.h"
#include "app/pages/review/review_item.h"
#include "app/pages/review/review_pace.h"
#include "app/pages/review/review_queue.h"
#include "core/image/lighting.h"

#include <QElapsedTimer>
#include <QTimer>
#include <optional>
#include <unordered_map>
#include <vector>

QT_BEGIN_NAMESPACE
class QLabel;
class QListView;
class QStackedWidget;
QT_END_NAMESPACE

namespace likeness::engine {
class LitPictures;
}
namespace likeness::widgets {
class EmptyState;
class FaceDelegate;
class FaceListModel;
} // namespace likeness::widgets

namespace likeness::pages {

class ComparePanel;
class EvidenceStrip;
class PhotoView;
class ReviewActions;
class ReviewBar;
class SetPictures;

// The flags of one kind, worst first: the face, its own person and the rival side by side, one sentence of why with the
// figures behind it, one key per decision. The pictures of the next faces are read ahead, so that they are there before
// the key is up. Decisions, its own and others', are taken in face by face; the queue is read anew only after large
// changes.
class ReviewPage final : public Page
{
    Q_OBJECT
public:
    explicit ReviewPage(Services services, QWidget* parent = nullptr);
    ~ReviewPage() override;
    QString id() const override { return QStringLiteral("review"); }
    QString title() const override { return tr("Review"); }
    QString iconName() const override { return QStringLiteral("review"); }
    void activate() override;
    void openFace(dataset::FaceId face) override;
    void openFaces(const std::vector<dataset::FaceId>& faces) override;
    bool travel(bool undo) override;
    // "key:K" presses a key of this page, "photo" shows the photograph, "end" goes past the last flag, "index:N" to the
    // N-th, "kind:K" to another kind, "light", "second", "bulk", "set", "why" do as their keys.
    QString openPath(const QString& path) override;
    QStringList states() const override;

    dataset::FaceId currentFace() const; // 0 when there is none
    // Of the queue; a face that is not part of it counts in neither.
    int reviewed() const { return m_queue.reviewed(); }
    int left() const { return m_queue.left(); }
    bool isFullyShown() const; // every picture in sight has been read

private:
    // review_page.cpp: what is shown
    void connectActions();
    QWidget* buildWork();
    QWidget* buildList(QWidget* parent);
    void reload();
    void readQueue();
    void showFlag(int index);
    void showCurrent();
    void showEnd();
    void next();
    void updateProgress();
    void readAhead();
    std::optional<QPixmap> litPicture(std::int64_t id);
    void readFiguresSoon(int ms);
    void readFiguresNow();
    void showLight(image::Lighting light);
    std::string method() const;

    // review_decisions.cpp: what keys do, and what follows from changes
    void decide(const Proposal& proposal);
    void moveToAnother();
    void acceptMany();
    void followChanges();
    void takeIn(const std::vector<dataset::FaceId>& faces);
    void endClicked();
    void leaveGiven();

    ReviewQueue m_queue;
    std::optional<ReviewItem> m_item;         // that is shown
    dataset::FaceId m_guest = 0;              // a face that is no part of the queue, because another page asked for it
    std::vector<dataset::FaceId> m_given;     // the queue that another page chose; empty: the usual one
    std::vector<dataset::FaceId> m_travelled; // what the last undo or redo changed
    std::unordered_map<std::int64_t, dataset::FaceId> m_decidedAt; // journal entry → the face that was shown
    int m_index = -1;                                              // into m_queue; its size means past the end
    bool m_stale = true;                                           // the project changed since the queue was read
    bool m_deciding = false;                                       // what follows is shown when the decision is through
    ReviewPace m_pace;
    QElapsedTimer m_clock;
    ReviewFigures m_figures;
    QTimer m_figuresTimer;
    bool m_readingFigures = false;

    engine::LitPictures* m_lit;
    SetPictures* m_setPictures;
    ReviewBar* m_bar;
    ReviewActions* m_actions;
    QStackedWidget* m_stack; // work | empty
    widgets::EmptyState* m_empty;
    int m_endNext = 0; // ReviewEnd::Next
    QListView* m_list;
    widgets::FaceListModel* m_listModel;
    widgets::FaceDelegate* m_listDelegate;
    QStackedWidget* m_view; // compare | photo
    ComparePanel* m_compare;
    PhotoView* m_photo;
    QLabel* m_sentence;
    EvidenceStrip* m_parts;
    QLabel* m_opinions;
    QLabel* m_where;
};

} // namespace likeness::pages
