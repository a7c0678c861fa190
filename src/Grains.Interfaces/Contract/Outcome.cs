using System.Diagnostics.CodeAnalysis;

namespace Streams.Contract;

/// <summary>The answer of a grain: a value or a refusal. A refusal is an answer, not an exception.</summary>
/// <typeparam name="T">The value's type.</typeparam>
[GenerateSerializer, Immutable]
public readonly record struct Outcome<T>
{
    private Outcome(T? value, Refusal? refusal) => (Value, Refusal) = (value, refusal);

    /// <summary>The value; the default of <typeparamref name="T"/> if <see cref="Refusal"/> is set.</summary>
    [Id(0)]
    public T? Value { get; }

    /// <summary>Why there is no value; null if there is one.</summary>
    [Id(1)]
    public Refusal? Refusal { get; }

    /// <summary>Gets the value or the refusal.</summary>
    /// <returns>True if there is a value.</returns>
    public bool TryGet([NotNullWhen(true)] out T? value, [NotNullWhen(false)] out Refusal? refusal)
    {
        (value, refusal) = (Value, Refusal);
        return refusal is null;
    }

    /// <summary>Wraps a value.</summary>
    [SuppressMessage("Usage", "CA2225", Justification = "The conversion is the constructor.")]
    public static implicit operator Outcome<T>(T value) => new(value, null);

    /// <summary>Wraps a refusal.</summary>
    [SuppressMessage("Usage", "CA2225", Justification = "The conversion is the constructor.")]
    public static implicit operator Outcome<T>(Refusal refusal) => new(default, refusal);
}
