using System.Diagnostics.CodeAnalysis;

namespace Streams.Contract;

/// <summary>A value, or why there is none. What grains answer with: a refusal is an answer, not an exception.</summary>
/// <typeparam name="T">The value's type.</typeparam>
[GenerateSerializer, Immutable]
public readonly record struct Outcome<T>
    where T : class
{
    private Outcome(T? value, Refusal? refusal) => (Value, Refusal) = (value, refusal);

    /// <summary>The value, where it was not refused.</summary>
    [Id(0)]
    public T? Value { get; }

    /// <summary>Why there is no value.</summary>
    [Id(1)]
    public Refusal? Refusal { get; }

    /// <summary>Whether there is a value.</summary>
    public bool TryGet([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out Refusal? refusal)
    {
        (value, refusal) = (Value, Refusal);
        return refusal is null;
    }

    /// <summary>A value.</summary>
    [SuppressMessage("Usage", "CA2225", Justification = "The conversion is the constructor.")]
    public static implicit operator Outcome<T>(T value) => new(value, null);

    /// <summary>A refusal.</summary>
    [SuppressMessage("Usage", "CA2225", Justification = "The conversion is the constructor.")]
    public static implicit operator Outcome<T>(Refusal refusal) => new(null, refusal);
}
