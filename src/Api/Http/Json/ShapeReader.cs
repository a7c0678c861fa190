using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Streams.Contract;

namespace Streams.Api.Http.Json;

/// <summary>
/// Walks a JSON value field by field, tracks the current path and collects all errors, not only the first. After an error, readers continue with any value: if there is
/// a <see cref="Refusal"/>, the caller drops the result. Paths and messages are created only for errors. Not thread-safe: one request owns it.
/// </summary>
internal sealed partial class ShapeReader
{
    /// <summary>The maximum number of errors in one reply.</summary>
    public const int MaxErrors = 50;

    /// <summary>The path of the whole value.</summary>
    public const string Root = "body";

    private readonly record struct Step(string? Name, int Index);

    private Step[] _path = new Step[4];
    private int _depth;
    private int _count;
    private SortedDictionary<string, List<string>>? _errors;

    // For people, about the first path in order.
    private string? _sentence;

    /// <summary>Whether there are so many errors that reading can stop.</summary>
    public bool IsFull => _count > MaxErrors;

    /// <summary>The errors, or null if there are none.</summary>
    public Refusal? Refusal => _errors is null ? null : new(
        RefusalCode.ValidationFailed,
        IsFull ? $"More than {MaxErrors} values are not valid." : Describe(_errors.Sum(error => error.Value.Count) - 1),
        _errors.ToImmutableSortedDictionary(error => error.Key, error => error.Value.ToImmutableArray(), StringComparer.Ordinal));

    /// <summary>Enters a field; undone by <see cref="Leave"/>.</summary>
    public void Enter(string name) => Push(new(name, 0));

    /// <summary>Enters an element of an array; undone by <see cref="Leave"/>.</summary>
    public void Enter(int index) => Push(new(null, index));

    public void Leave() => _depth--;

    /// <summary>Adds an error at the current path.</summary>
    /// <param name="message">Continues a sentence that starts with the path: <c>must be &gt;= 0</c>.</param>
    /// <param name="plain">The same for people who know nothing about JSON: <c>must be at least 0</c>; the message if null.</param>
    public void Fail(string message, string? plain = null)
    {
        if (++_count > MaxErrors)
            return;
        _errors ??= new(StringComparer.Ordinal);
        var path = Path();
        if (!_errors.TryGetValue(path, out var messages))
        {
            _errors[path] = messages = [];
            if (_errors.Keys.First() == path)
                _sentence = ProblemText.Sentence(path, plain ?? message);
        }

        messages.Add(message);
    }

    /// <summary>Adds an error for a field of the current value.</summary>
    public void FailAt(string name, string message, string? plain = null)
    {
        Enter(name);
        Fail(message, plain);
        Leave();
    }

    /// <summary>Whether the current value is an object; adds an error if not.</summary>
    public bool IsObject(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object)
            return true;
        Fail("must be an object", "must have named values");
        return false;
    }

    /// <summary>Whether the current value is an array of an allowed length; adds an error if not.</summary>
    public bool IsArray(JsonElement value, int min, int max)
    {
        if (value.ValueKind != JsonValueKind.Array)
            Fail("must be an array", "must be a list");
        else if (value.GetArrayLength() is var length && (length < min || length > max))
            Fail(
                min == 0 ? $"must have at most {max} elements" : $"must have {min} to {max} elements",
                min == 0 ? $"must have at most {max} entries" : $"must have {min} to {max} entries");
        else
            return true;
        return false;
    }

    /// <summary>Gets an optional field; <c>null</c> counts as missing.</summary>
    public static bool TryGet(JsonElement parent, string name, out JsonElement value) =>
        parent.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>Gets a required field; adds an error if it is missing.</summary>
    public bool Require(JsonElement parent, string name, out JsonElement value)
    {
        if (TryGet(parent, name, out value))
            return true;
        FailAt(name, "is required", "is missing");
        return false;
    }

    private string Describe(int others) => others switch
    {
        0 => _sentence!,
        1 => $"{_sentence} One other value is not valid either.",
        _ => $"{_sentence} {others} other values are not valid either.",
    };

    private void Push(Step step)
    {
        if (_depth == _path.Length)
            Array.Resize(ref _path, _depth * 2);
        _path[_depth++] = step;
    }

    private string Path()
    {
        if (_depth == 0)
            return Root;
        var text = new StringBuilder();
        foreach (var step in _path.AsSpan(0, _depth))
        {
            if (step.Name is null)
                text.Append('[').Append(step.Index).Append(']');
            else
                text.Append(text.Length == 0 ? "" : ".").Append(step.Name);
        }

        return text.ToString();
    }
}
