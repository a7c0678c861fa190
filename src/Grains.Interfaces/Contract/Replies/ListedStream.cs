using System.Text.Json.Serialization;

namespace Streams.Contract;

/// <summary>A stream in a list: the fields of <see cref="ProgressStream"/>, and its progress.</summary>
public sealed record ListedStream : ProgressStream
{
    /// <summary>Creates the list's entry for a stream.</summary>
    public ListedStream(ProgressStream stream, Progress progress)
        : base(stream) => Progress = progress;

    // A reader of JSON sets every field after this.
    [JsonConstructor]
    internal ListedStream()
        : base("", "", null, GoalCriteria.None, new(), null, default, default, default, null)
    {
    }

    /// <summary>Its progress.</summary>
    [JsonPropertyOrder(1)] // After the fields of a stream.
    public Progress Progress { get; init; } = null!;
}
