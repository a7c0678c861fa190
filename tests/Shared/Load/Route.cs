namespace Streams.Tests;

/// <summary>A client's way to the product: it keeps to one address until that fails it, and then takes the next. Not thread-safe: one client owns it.</summary>
/// <param name="addresses">Those that there are.</param>
/// <param name="first">Which it begins with, so that clients are spread.</param>
internal sealed class Route(Addresses addresses, int first)
{
    private int _turn = first;

    /// <summary>Where to go now. Waits while there is nowhere.</summary>
    public ValueTask<string> GetAsync(CancellationToken stop) => addresses.GetAsync(_turn, stop);

    /// <summary>The address refused, cut or did not answer.</summary>
    public void Fail() => _turn++;
}
