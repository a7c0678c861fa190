using System.Collections.Immutable;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Grains.Streams;

/// <summary>The API hosts that watch a stream, and when their leases expire. At most <see cref="Most"/>; a further host gets a lease once one has expired. Not thread-safe: one grain owns it.</summary>
internal sealed class WatchLeases
{
    /// <summary>The number of hosts that can watch one stream.</summary>
    public const int Most = 1_000;

    private readonly Dictionary<string, DateTimeOffset> _expiries = new(StringComparer.Ordinal);
    private string[]? _hosts;
    private DateTimeOffset _nextExpiry = DateTimeOffset.MaxValue;

    /// <summary>Starts or extends a lease.</summary>
    public void Extend(string host, DateTimeOffset now)
    {
        Expire(now);
        if (_expiries.Count >= Most && !_expiries.ContainsKey(host))
            return;
        _expiries[host] = now + WatchLease.Duration;
        Changed();
    }

    public void End(string host)
    {
        if (_expiries.Remove(host))
            Changed();
    }

    /// <summary>Takes over the leases of an earlier activation, except those that have expired.</summary>
    public void Restore(IReadOnlyDictionary<string, DateTimeOffset>? leases, DateTimeOffset now)
    {
        foreach (var (host, expiry) in (leases ?? ImmutableDictionary<string, DateTimeOffset>.Empty).Take(Most))
            _expiries.TryAdd(host, expiry);
        Changed();
        Expire(now);
    }

    /// <summary>A copy of the current leases, for another activation to take over.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Running(DateTimeOffset now)
    {
        Expire(now);
        return _expiries.ToImmutableDictionary();
    }

    /// <summary>The hosts that have a lease.</summary>
    public IReadOnlyList<string> Hosts(DateTimeOffset now)
    {
        Expire(now);
        return _hosts ??= [.. _expiries.Keys];
    }

    private void Expire(DateTimeOffset now)
    {
        if (now < _nextExpiry)
            return;
        foreach (var (host, expiry) in _expiries)
        {
            if (expiry <= now)
                _expiries.Remove(host);
        }

        Changed();
    }

    private void Changed()
    {
        _hosts = null;
        _nextExpiry = _expiries.Count == 0 ? DateTimeOffset.MaxValue : _expiries.Values.Min();
    }
}
