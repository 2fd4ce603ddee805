// SPDX-License-Identifier: GPL-3.0-or-later
#include "core/image/codecs_module.h"

#include "core/base/error.h"
#include "core/base/loadable.h"

namespace likeness::image {
namespace {

const LikenessCodecs& open()
{
    try {
        const Loadable module(Loadable::find("likeness_codecs"));
        const auto entry = reinterpret_cast<LikenessCodecsOpen>(module.symbol(LIKENESS_CODECS_ENTRY));
        if (const LikenessCodecs* found = entry(LIKENESS_CODECS_VERSION))
            return *found;
    } catch (const Error& e) {
        throw Error(ErrorCode::Internal, e.what(), e.detail());
    }
    throw Error(ErrorCode::Internal,
                "likeness_codecs.so belongs to another version of Likeness; install the two together");
}

} // namespace

const LikenessCodecs& codecs()
{
    static const LikenessCodecs& instance = open();
    return instance;
}

} // namespace likeness::image
