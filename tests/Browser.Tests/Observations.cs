using System.Threading.Channels;

namespace Streams.Browser.Tests;

/// <summary>What a page reported, in order. The page adds from other threads; one test reads.</summary>
internal sealed class Observations
{
    private readonly Channel<(string What, string Value)> _arriving = Channel.CreateUnbounded<(string What, string Value)>();
    private readonly List<(string What, string Value)> _all = [];

    /// <summary>Adds one; called by the page.</summary>
    public bool Add(string what, string value) => _arriving.Writer.TryWrite((what, value));

    /// <summary>Everything of a kind so far, oldest first.</summary>
    public IEnumerable<string> Of(string what)
    {
        while (_arriving.Reader.TryRead(out var next))
            _all.Add(next);
        return _all.Where(each => each.What == what).Select(each => each.Value);
    }

    /// <summary>Waits until one of a kind was reported, with a value if one is given.</summary>
    public async Task UntilAsync(string what, string? value = null)
    {
        while (!Of(what).Any(each => value is null || each == value))
            _all.Add(await _arriving.Reader.ReadAsync(TestContext.Current.CancellationToken));
    }
}
