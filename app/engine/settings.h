// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include <QByteArray>
#include <QString>
#include <QStringList>
#include <memory>

QT_BEGIN_NAMESPACE
class QSettings;
QT_END_NAMESPACE

namespace likeness::engine {

// A key of the settings file with its type and what it is before anybody has chosen. The table below is the only place
// with names.
template<typename T>
struct Setting {
    const char* key;
    T fallback;
};

namespace settings {
inline const Setting<QString> kLastProject{"project/last", {}};
inline const Setting<QStringList> kRecentProjects{"project/recent", {}};
inline const Setting<QByteArray> kGeometry{"window/geometry", {}};
inline const Setting<QString> kTheme{"window/theme", QStringLiteral("system")}; // system | light | dark
inline const Setting<QString> kLanguage{"window/language", {}};                 // empty: the desktop's; "en", "zh_CN"
inline const Setting<QString> kAnnotator{"person/name", {}};                    // empty: the login name
inline const Setting<QString> kCurateMethod{"review/method", QStringLiteral("lbph")};
inline const Setting<QString> kCurateModel{"review/model", {}};
inline const Setting<QString> kGroupAlgorithm{"group/algorithm", QStringLiteral("average")};
inline const Setting<QString> kGroupScope{"group/scope", QStringLiteral("unlabelled")};
inline const Setting<QString> kReviewLight{"review/light", QStringLiteral("none")}; // image::lightingName()
inline const Setting<int> kThumbnailSize{"dataset/thumbnail", 96};
inline const Setting<QString> kFaceOrder{"dataset/order", QStringLiteral("import")};
inline const Setting<QString> kMapColour{"map/colour", QStringLiteral("person")}; // person | suspicion | state
inline const Setting<QStringList> kTrainUnfolded{"train/unfolded", {}}; // groups of the wizard with all settings shown
inline const Setting<QByteArray> kDatasetSplitter{"dataset/splitter", {}};
} // namespace settings

// The person's choices, kept between starts. GUI thread.
class Settings
{
public:
    Settings();                             // the user's file
    explicit Settings(const QString& file); // another file, for tests and pictures
    ~Settings();
    QString get(const Setting<QString>& setting) const;
    QStringList get(const Setting<QStringList>& setting) const;
    QByteArray get(const Setting<QByteArray>& setting) const;
    int get(const Setting<int>& setting) const;
    void set(const Setting<QString>& setting, const QString& value);
    void set(const Setting<QStringList>& setting, const QStringList& value);
    void set(const Setting<QByteArray>& setting, const QByteArray& value);
    void set(const Setting<int>& setting, int value);

    // Puts the project first in the recent list (at most 10) and makes it the last one.
    void addRecentProject(const QString& folder);
    void removeRecentProject(const QString& folder);

private:
    std::unique_ptr<QSettings> m_store;
};

} // namespace likeness::engine
