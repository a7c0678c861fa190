namespace Streams.Tests;

/// <summary>The address that a client uses: the same until it fails, then the next. Not thread-safe: one client owns it.</summary>
/// <param name="addresses">All addresses.</param>
/// <param name="first">The address to begin with, so that clients spread.</param>
internal sealed class Route(Addresses addresses, int first)
{
    private int _turn = first;

    /// <summary>The current address. Waits while there is none.</summary>
    public ValueTask<string> GetAsync(CancellationToken stop) => addresses.GetAsync(_turn, stop);

    /// <summary>Moves on after the address refused, cut or did not reply.</summary>
    public void Fail() => _turn++;
}
