using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Streams.Contract;

namespace Streams.Api.Http.Json;

/// <summary>
/// Walks a JSON value field by field, knows the path it is at and collects everything that is wrong, not only the first.
/// Readers go on after an error with any value: whoever holds a <see cref="Refusal"/> drops what was read. Costs nothing while all is well: paths and
/// messages are only made for errors. Not thread-safe: one request owns it.
/// </summary>
public sealed partial class ShapeReader
{
    /// <summary>The greatest number of messages in one answer.</summary>
    public const int MaxErrors = 50;

    /// <summary>The path of the whole value, where it has no other name.</summary>
    public const string Root = "body";

    private readonly record struct Step(string? Name, int Index);

    private Step[] _path = new Step[4];
    private int _depth;
    private int _count;
    private SortedDictionary<string, List<string>>? _errors;

    /// <summary>Whether so much is wrong that reading on tells nobody anything.</summary>
    public bool IsFull => _count > MaxErrors;

    /// <summary>What is wrong, or null where nothing is.</summary>
    public Refusal? Refusal => _errors is null ? null : new(
        RefusalCode.ValidationFailed,
        IsFull ? $"More than {MaxErrors} values are not valid; 'errors' says where the first of them are." : Describe(_errors),
        _errors.ToImmutableSortedDictionary(error => error.Key, error => error.Value.ToImmutableArray(), StringComparer.Ordinal));

    /// <summary>Steps into a field; <see cref="Leave"/> steps out.</summary>
    public void Enter(string name) => Push(new(name, 0));

    /// <summary>Steps into an element of an array; <see cref="Leave"/> steps out.</summary>
    public void Enter(int index) => Push(new(null, index));

    /// <summary>Steps out of the field or element.</summary>
    public void Leave() => _depth--;

    /// <summary>Says that the value at the present path is wrong.</summary>
    /// <param name="message">How it must be, following on the path: <c>must be &gt;= 0</c>.</param>
    public void Fail(string message)
    {
        if (++_count > MaxErrors)
            return;
        _errors ??= new(StringComparer.Ordinal);
        var path = Path();
        if (!_errors.TryGetValue(path, out var messages))
            _errors[path] = messages = [];
        messages.Add(message);
    }

    /// <summary>Says that a field of the present value is wrong.</summary>
    public void Fail(string name, string message)
    {
        Enter(name);
        Fail(message);
        Leave();
    }

    /// <summary>Whether the present value is an object; says so where it is not.</summary>
    public bool IsObject(JsonElement value)
    {
        if (value.ValueKind == JsonValueKind.Object)
            return true;
        Fail("must be an object");
        return false;
    }

    /// <summary>Whether the present value is an array of so many elements; says so where it is not.</summary>
    public bool IsArray(JsonElement value, int min, int max)
    {
        if (value.ValueKind != JsonValueKind.Array)
            Fail("must be an array");
        else if (value.GetArrayLength() is var length && (length < min || length > max))
            Fail(min == 0 ? $"must have at most {max} elements" : $"must have {min} to {max} elements");
        else
            return true;
        return false;
    }

    /// <summary>A field that may be missing; <c>null</c> counts as missing.</summary>
    public static bool TryGet(JsonElement parent, string name, out JsonElement value) =>
        parent.TryGetProperty(name, out value) && value.ValueKind != JsonValueKind.Null;

    /// <summary>A field that must be there.</summary>
    public bool Require(JsonElement parent, string name, out JsonElement value)
    {
        if (TryGet(parent, name, out value))
            return true;
        Fail(name, "is required");
        return false;
    }

    private static string Describe(SortedDictionary<string, List<string>> errors)
    {
        var (path, messages) = errors.First();
        var others = errors.Sum(error => error.Value.Count) - 1;
        return others == 0 ? $"'{path}' {messages[0]}." : $"'{path}' {messages[0]}; {others} more in 'errors'.";
    }

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
