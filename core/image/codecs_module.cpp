// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/codecs_module.h"

#include "core/base/loadable.h"

namespace likeness::image {

const LikenessCodecs& codecs()
{
    static const LikenessCodecs& instance =
        openModule<LikenessCodecsOpen>("likeness_codecs", LIKENESS_CODECS_ENTRY, LIKENESS_CODECS_VERSION);
    return instance;
}

} // namespace likeness::image
