// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/eval/templates.h"

#include "core/base/error.h"

#include <algorithm>
#include <cmath>
#include <numeric>
#include <tuple>
#include <utility>

namespace likeness::eval {

TemplateAverage::TemplateAverage(std::size_t templates, int dim)
{
    if (dim < 1 || templates > (std::size_t{1} << 32) / static_cast<std::size_t>(dim))
        throw Error(ErrorCode::BadArgument, "There are too many templates, or their embeddings have no length.");
    m_dim = static_cast<std::size_t>(dim);
    m_images.assign(templates, 0);
    m_rows.assign(templates * m_dim, 0);
    m_media.assign(m_dim, 0);
    m_templ.assign(m_dim, 0);
}

void TemplateAverage::add(std::uint32_t templ, std::uint32_t media, std::span<const float> embedding, double weight)
{
    if (templ >= m_images.size() || embedding.size() != m_dim)
        throw Error(ErrorCode::BadArgument, "An image is of a template that is not there, or of another model.");
    if (m_at && std::tie(templ, media) < std::tie(m_at->templ, m_at->media))
        throw Error(ErrorCode::BadArgument, "The images of templates are not in the order of templates and media.");
    if (!std::isfinite(weight) ||
        !std::all_of(embedding.begin(), embedding.end(), [](float v) { return std::isfinite(v); }))
        throw Error(ErrorCode::BadArgument, "An embedding or a weight is not a finite number.");
    if (m_at && (templ != m_at->templ || media != m_at->media))
        endMedia();
    if (m_at && templ != m_at->templ)
        endTemplate();
    m_at = {templ, media};
    m_images[templ] += 1;
    m_ofMedia += 1;
    for (std::size_t i = 0; i < m_dim; ++i)
        m_media[i] += weight * static_cast<double>(embedding[i]);
}

void TemplateAverage::endMedia()
{
    for (std::size_t i = 0; i < m_dim; ++i)
        m_templ[i] += m_media[i] / static_cast<double>(m_ofMedia);
    m_media.assign(m_dim, 0);
    m_ofMedia = 0;
}

void TemplateAverage::endTemplate()
{
    const double norm = std::sqrt(std::inner_product(m_templ.begin(), m_templ.end(), m_templ.begin(), 0.0));
    if (norm > 0)
        for (std::size_t i = 0; i < m_dim; ++i)
            m_rows[m_at->templ * m_dim + i] = static_cast<float>(m_templ[i] / norm);
    m_templ.assign(m_dim, 0);
}

std::vector<float> TemplateAverage::finish()
{
    if (m_at) {
        endMedia();
        endTemplate();
        m_at.reset();
    }
    return std::move(m_rows);
}

} // namespace likeness::eval
