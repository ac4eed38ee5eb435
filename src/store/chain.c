#include "store/chain.h"

yx_hash yx_chain_hash(const yx_hash *before, const yx_entry *entry)
{
    yx_hasher h;

    yx_hash_start(&h);
    yx_hash_field(&h, before->at, YX_HASH);
    yx_hash_int(&h, entry->seq);
    yx_hash_field(&h, entry->kind.at, entry->kind.n);
    yx_hash_int(&h, entry->time);
    yx_hash_field(&h, entry->post.at, entry->post.n);
    yx_hash_field(&h, entry->algo.at, entry->algo.n);
    yx_hash_field(&h, entry->payload.at, entry->payload.n);
    return yx_hash_end(&h);
}

yx_code yx_chain_check(const yx_hash *before, int64_t seq_before, const yx_entry *entry,
                       yx_err *err)
{
    yx_hash hash;

    if (entry->seq != seq_before + 1)
        return yx_fail(err, YX_E_CORRUPT, "log entry %lld: missing", (long long)seq_before + 1);
    if (!yx_str_is(entry->algo, YX_HASH_NAME))
        return yx_fail(err, YX_E_CORRUPT, "log entry %lld: unknown hash", (long long)entry->seq);
    if (yx_str_is(entry->kind, "workspace") != (entry->seq == 1))
        return yx_fail(err, YX_E_CORRUPT, "log entry %lld: kind", (long long)entry->seq);
    hash = yx_chain_hash(before, entry);
    if (!yx_hash_same(&hash, &entry->hash))
        return yx_fail(err, YX_E_CORRUPT, "log entry %lld: hash", (long long)entry->seq);
    return YX_OK;
}
