// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/engine/settings.h"

#include <QSettings>

namespace likeness::engine {
namespace {

constexpr int kMaxRecent = 10;

QString keyOf(const char* key)
{
    return QString::fromLatin1(key);
}

} // namespace

Settings::Settings()
    : m_store(std::make_unique<QSettings>(
          QSettings::IniFormat, QSettings::UserScope, QStringLiteral("likeness"), QStringLiteral("likeness")))
{
}

Settings::Settings(const QString& file) : m_store(std::make_unique<QSettings>(file, QSettings::IniFormat)) {}
Settings::~Settings() = default;

QString Settings::get(const Setting<QString>& setting) const
{
    return m_store->value(keyOf(setting.key), setting.fallback).toString();
}

QStringList Settings::get(const Setting<QStringList>& setting) const
{
    return m_store->value(keyOf(setting.key), setting.fallback).toStringList();
}

QByteArray Settings::get(const Setting<QByteArray>& setting) const
{
    return m_store->value(keyOf(setting.key), setting.fallback).toByteArray();
}

int Settings::get(const Setting<int>& setting) const
{
    bool ok = false;
    const int value = m_store->value(keyOf(setting.key), setting.fallback).toInt(&ok);
    return ok ? value : setting.fallback;
}

void Settings::set(const Setting<QString>& setting, const QString& value)
{
    m_store->setValue(keyOf(setting.key), value);
}

void Settings::set(const Setting<QStringList>& setting, const QStringList& value)
{
    m_store->setValue(keyOf(setting.key), value);
}

void Settings::set(const Setting<QByteArray>& setting, const QByteArray& value)
{
    m_store->setValue(keyOf(setting.key), value);
}

void Settings::set(const Setting<int>& setting, int value)
{
    m_store->setValue(keyOf(setting.key), value);
}

void Settings::addRecentProject(const QString& folder)
{
    QStringList recent = get(settings::kRecentProjects);
    recent.removeAll(folder);
    recent.prepend(folder);
    while (recent.size() > kMaxRecent)
        recent.removeLast();
    set(settings::kRecentProjects, recent);
    set(settings::kLastProject, folder);
}

void Settings::removeRecentProject(const QString& folder)
{
    QStringList recent = get(settings::kRecentProjects);
    recent.removeAll(folder);
    set(settings::kRecentProjects, recent);
    if (get(settings::kLastProject) == folder)
        set(settings::kLastProject, QString());
}

} // namespace likeness::engine
