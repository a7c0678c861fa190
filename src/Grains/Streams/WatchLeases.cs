using System.Collections.Immutable;
using Streams.Grains.Interfaces.Streams;

namespace Streams.Grains.Streams;

/// <summary>Which API hosts watch a stream, and until when. Not thread-safe: one grain owns it. At most <see cref="Most"/>; a further host waits for one to expire.</summary>
public sealed class WatchLeases
{
    /// <summary>How many hosts can watch one stream.</summary>
    public const int Most = 1_000;

    private readonly Dictionary<string, DateTimeOffset> _expiries = new(StringComparer.Ordinal);
    private string[]? _hosts;
    private DateTimeOffset _nextExpiry = DateTimeOffset.MaxValue;

    /// <summary>Begins or extends a lease.</summary>
    public void Extend(string host, DateTimeOffset now)
    {
        Expire(now);
        if (_expiries.Count >= Most && !_expiries.ContainsKey(host))
            return;
        _expiries[host] = now + WatchLease.Duration;
        Changed();
    }

    /// <summary>Ends a lease.</summary>
    public void End(string host)
    {
        if (_expiries.Remove(host))
            Changed();
    }

    /// <summary>Takes over what another activation knew; what has run out meanwhile stays out.</summary>
    public void Restore(IReadOnlyDictionary<string, DateTimeOffset>? leases, DateTimeOffset now)
    {
        foreach (var (host, expiry) in (leases ?? ImmutableDictionary<string, DateTimeOffset>.Empty).Take(Most))
            _expiries.TryAdd(host, expiry);
        Changed();
        Expire(now);
    }

    /// <summary>The leases that run, for another activation to take over; a copy.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> Running(DateTimeOffset now)
    {
        Expire(now);
        return _expiries.ToImmutableDictionary();
    }

    /// <summary>The hosts whose leases run.</summary>
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
