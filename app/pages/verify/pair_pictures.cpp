// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/pages/verify/pair_pictures.h"

#include "app/engine/error_text.h"
#include "app/engine/face_pictures.h"
#include "app/engine/project_session.h"
#include "app/engine/qt_convert.h"
#include "core/jobs/quiet_context.h"
#include "core/verify/errors.h"
#include "core/verify/verify_model.h"
#include "core/verify/verify_set.h"
#include "widgets/thumbs/pair_gallery.h"

#include <algorithm>
#include <mutex>

namespace likeness::pages {
namespace {

constexpr int kCropSide = 112;
constexpr qsizetype kCacheBytes = 48 << 20;
constexpr std::size_t kMaxWishes = 512; // what has scrolled away long ago is not read any more
constexpr int kReportMs = 16;

// The side of the crops that the set is asked for: those of a run have only one.
int cropSideOf(const verify::VerifyOptions& options)
{
    return options.set.empty() ? verify::runOf(options).config().model.inputSize : kCropSide;
}

} // namespace

bool isOfOpenProject(const verify::Verification& verification, const engine::ProjectSession& session)
{
    return session.isOpen() && verify::showsFacesOf(session.project(), verification);
}

struct PairPictures::Work {
    verify::VerifyOptions options;
    std::size_t images = 0; // of the set when it was verified
    std::string hash;       // of the set then; empty: not known
    std::stop_source stop;
    std::mutex opening;
    std::unique_ptr<verify::VerifySet> set; // under `opening`; once there, it stays
    std::mutex mutex;                       // of what follows
    std::vector<std::uint32_t> wishes;      // last in, first out
    std::vector<std::pair<std::uint32_t, QImage>> done;
    QString problem;
    int running = 0;
};

PairPictures::PairPictures(Services services, QObject* parent)
    : QObject(parent), m_services(services), m_cache(kCacheBytes)
{
    m_pool.setMaxThreadCount(2);
    m_report.setInterval(kReportMs);
    connect(&m_report, &QTimer::timeout, this, &PairPictures::take);
    connect(services.pictures, &engine::FacePictures::ready, this, [this] {
        if (m_ofProject)
            Q_EMIT ready();
    });
    const auto forget = [this] {
        m_names.clear();
        if (m_verification)
            Q_EMIT ready(); // other names
    };
    for (auto signal : {&engine::ProjectSession::labelsChanged, &engine::ProjectSession::contentChanged})
        connect(services.session, signal, this, forget);
    for (auto signal : {&engine::ProjectSession::opened, &engine::ProjectSession::closed})
        connect(services.session, signal, this, [this, forget] {
            m_ofProject = m_verification && isOfOpenProject(*m_verification, *m_services.session);
            forget();
        });
}

PairPictures::~PairPictures()
{
    if (m_work)
        m_work->stop.request_stop();
    m_pool.waitForDone();
}

void PairPictures::setVerification(std::shared_ptr<const verify::Verification> verification)
{
    const bool same = m_verification && verification && m_verification->images == verification->images &&
                      verify::toJson(m_verification->options) == verify::toJson(verification->options) &&
                      m_verification->facts == verification->facts;
    m_verification = std::move(verification);
    if (same)
        return;
    if (m_work)
        m_work->stop.request_stop();
    m_work.reset();
    m_cache.clear();
    m_wanted.clear();
    m_names.clear();
    m_report.stop();
    m_problem.clear();
    m_ofProject = m_verification && isOfOpenProject(*m_verification, *m_services.session);
    if (m_verification) {
        m_work = std::make_shared<Work>();
        m_work->options = m_verification->options;
        m_work->images = m_verification->set.size();
        m_work->hash = m_verification->facts.value("set_hash", std::string());
    }
    Q_EMIT problemChanged(m_problem);
}

bool PairPictures::knowsImages() const
{
    return m_verification && m_verification->images.size() == 2 * m_verification->scores.size();
}

qint64 PairPictures::face(std::uint32_t image) const
{
    return m_ofProject && image < m_verification->set.size() ? m_verification->set[image].face : 0;
}

qint64 PairPictures::faceOf(std::uint32_t pair, int side) const
{
    return knowsImages() && pair < m_verification->scores.size()
               ? face(m_verification->images[2 * std::size_t{pair} + (side == 0 ? 0U : 1U)])
               : 0;
}

bool PairPictures::showsFaces(std::uint32_t pair) const
{
    return faceOf(pair, 0) != 0 && faceOf(pair, 1) != 0;
}

QString PairPictures::person(std::uint32_t image)
{
    if (const qint64 id = face(image); id != 0) {
        const auto [known, fresh] = m_names.try_emplace(id);
        if (fresh) {
            const auto& project = m_services.session->project();
            const auto row = project.face(id);
            const auto who = row && row->identity ? project.identity(row->identity) : std::nullopt;
            known->second = who ? engine::qs(who->name) : QString();
        }
        if (!known->second.isEmpty())
            return known->second;
    }
    const verify::SetImage& one = m_verification->set[image];
    return engine::qs(one.person < m_verification->people.size() ? m_verification->people[one.person] : one.name);
}

widgets::PairCard PairPictures::card(std::uint32_t pair, bool pictures)
{
    widgets::PairCard card;
    if (!knowsImages() || pair >= m_verification->scores.size())
        return card;
    card.score = QString::number(static_cast<double>(m_verification->scores[pair]), 'f', 3);
    QStringList lines;
    for (std::size_t k = 0; k < 2; ++k) {
        const std::uint32_t image = m_verification->images[2 * pair + k];
        auto& side = card.sides[k];
        side.name = person(image);
        if (pictures)
            side.picture = picture(image);
        const QString file = engine::qs(m_verification->set[image].name);
        //: A person and the picture's name
        lines << (file == side.name ? file : tr("%1 (%2)").arg(side.name, file));
    }
    lines << tr("Similarity %1").arg(card.score);
    //: A pair of pictures read aloud: whose the first and the second one are, how alike
    card.spoken = tr("%1 and %2, similarity %3").arg(card.sides[0].name, card.sides[1].name, card.score);
    card.detail = lines.join(QLatin1Char('\n'));
    return card;
}

std::optional<QPixmap> PairPictures::picture(std::uint32_t image)
{
    if (!m_verification || image >= m_verification->set.size())
        return QPixmap();
    if (const qint64 id = face(image); id != 0)
        return m_services.pictures->crop(id);
    if (const QPixmap* hit = m_cache.object(image))
        return *hit;
    if (!m_problem.isEmpty())
        return QPixmap();
    bool start = false;
    {
        const std::lock_guard lock(m_work->mutex);
        auto& wishes = m_work->wishes;
        if (m_wanted.insert(image).second)
            wishes.push_back(image);
        else if (const auto it = std::find(wishes.rbegin(), wishes.rend(), image); it != wishes.rend())
            std::rotate(it.base() - 1, it.base(), wishes.end()); // asked again: to the front
        if (wishes.size() > kMaxWishes) {
            for (std::size_t i = 0; i < kMaxWishes / 2; ++i)
                m_wanted.erase(wishes[i]);
            wishes.erase(wishes.begin(), wishes.begin() + kMaxWishes / 2);
        }
        start = m_work->running < m_pool.maxThreadCount();
        m_work->running += start ? 1 : 0;
    }
    if (start)
        m_pool.start([work = m_work] { read(work); });
    if (!m_report.isActive())
        m_report.start();
    return std::nullopt;
}

// On a thread of the pool, until nothing is wished for.
void PairPictures::read(const std::shared_ptr<Work>& work)
{
    jobs::QuietContext context(work->stop.get_token());
    QString problem;
    const verify::VerifySet* set = nullptr;
    try {
        const std::lock_guard one(work->opening);
        if (!work->set) {
            auto opened = verify::openSet(work->options, cropSideOf(work->options), context);
            const Json facts = opened->facts();
            if (opened->images() != work->images ||
                (!work->hash.empty() && facts.value("set_hash", work->hash) != work->hash))
                problem = tr("The set has changed since it was verified, so there are no pictures of it here. Verify "
                             "again to see the errors of now.");
            else
                work->set = std::move(opened);
        }
        set = work->set.get();
    } catch (const std::exception& error) {
        const engine::ErrorText text = engine::errorText(error);
        problem = tr("The set cannot be read any more, so there are only names and similarities. %1").arg(text.what);
    }
    for (;;) {
        std::uint32_t image = 0;
        {
            const std::lock_guard lock(work->mutex);
            if (!problem.isEmpty())
                work->problem = problem;
            if (!set)
                work->wishes.clear();
            if (work->wishes.empty() || context.stopRequested()) {
                --work->running;
                return;
            }
            image = work->wishes.back();
            work->wishes.pop_back();
        }
        QImage picture;
        try {
            if (const image::Image crop = set->crop(image, context); !crop.empty())
                picture = engine::toQImage(crop).convertToFormat(QImage::Format_RGB32);
        } catch (const std::exception&) { // as one without a face
        }
        const std::lock_guard lock(work->mutex);
        work->done.emplace_back(image, std::move(picture));
    }
}

void PairPictures::take()
{
    std::vector<std::pair<std::uint32_t, QImage>> done;
    QString problem;
    bool idle = false;
    {
        const std::lock_guard lock(m_work->mutex);
        done.swap(m_work->done);
        problem = m_work->problem;
        idle = m_work->running == 0;
    }
    for (const auto& [image, picture] : done) {
        m_cache.insert(image, new QPixmap(QPixmap::fromImage(picture)), std::max<qsizetype>(picture.sizeInBytes(), 64));
        m_wanted.erase(image);
    }
    if (idle && done.empty()) {
        m_report.stop();
        m_wanted.clear();
    }
    if (m_problem != problem) {
        m_problem = problem;
        m_wanted.clear();
        Q_EMIT problemChanged(m_problem);
    }
    if (!done.empty() || !problem.isEmpty())
        Q_EMIT ready();
}

} // namespace likeness::pages
