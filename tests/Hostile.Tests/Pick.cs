using CsCheck;

namespace Streams.Hostile.Tests;

/// <summary>Draws one of some values.</summary>
internal static class Pick
{
    public static Gen<T> From<T>(params T[] values) => Gen.Int[0, values.Length - 1].Select(index => values[index]);
}
