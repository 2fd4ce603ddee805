// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once
#include "core/base/text.h"
#include "core/image/image.h"

#include <QFile>
#include <QImage>
#include <QString>
#include <cstring>
#include <filesystem>
#include <string>

namespace likeness::engine {

inline QString qs(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}
inline QString qs(const std::string& utf8)
{
    return QString::fromStdString(utf8);
}
inline std::string utf8(const QString& text)
{
    return text.toStdString();
}
inline QString qs(const std::filesystem::path& path)
{
    return QFile::decodeName(path.c_str());
}
inline std::filesystem::path toPath(const QString& text)
{
    return std::filesystem::path(QFile::encodeName(text).toStdString());
}

// Deep copy, so that the result outlives the source.
inline QImage toQImage(const image::Image& picture)
{
    const auto format = picture.channels == 1 ? QImage::Format_Grayscale8 : QImage::Format_RGB888;
    return QImage(picture.pixels.data(), picture.width, picture.height, picture.width * picture.channels, format)
        .copy();
}

inline image::Image fromQImage(const QImage& picture) // RGB
{
    const QImage rgb = picture.convertToFormat(QImage::Format_RGB888);
    image::Image result(rgb.width(), rgb.height(), 3);
    for (int y = 0; y < rgb.height(); ++y)
        std::memcpy(result.row(y), rgb.constScanLine(y), static_cast<std::size_t>(rgb.width()) * 3);
    return result;
}

} // namespace likeness::engine
