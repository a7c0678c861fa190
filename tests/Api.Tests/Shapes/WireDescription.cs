using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Streams.Api.Http.Json;
using Streams.Contract;

namespace Streams.Api.Tests.Shapes;

/// <summary>Writes down every shape that can be reached from some roots, as the JSON serializer knows it: names, types, what may be left out, enum values.</summary>
internal sealed class WireDescription
{
    private readonly SortedDictionary<string, string> _shapes = new(StringComparer.Ordinal);

    /// <summary>A field with <c>?</c> may be left out; <c>| null</c> may be null.</summary>
    public static string Of(IEnumerable<Type> roots)
    {
        var description = new WireDescription();
        foreach (var root in roots)
            description.Name(root);
        return string.Join('\n', description._shapes.Values) + "\n";
    }

    private string Name(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } inner)
            return Name(inner);
        if (type == typeof(JsonText) || type == typeof(JsonElement))
            return "any";
        if (type == typeof(DateTimeOffset))
            return "time";
        if (type == typeof(string))
            return "string";
        if (type == typeof(bool))
            return "boolean";
        if (type == typeof(int) || type == typeof(long))
            return "integer";
        if (type == typeof(double))
            return "number";
        var info = Wire.Options.GetTypeInfo(type);
        if (info.Kind == JsonTypeInfoKind.Dictionary)
            return $"{{string: {Name(info.ElementType!)}}}";
        if (info.Kind == JsonTypeInfoKind.Enumerable)
            return $"[{Name(info.ElementType!)}]";
        if (_shapes.TryAdd(type.Name, ""))
            _shapes[type.Name] = type.IsEnum ? Enumeration(type) : Shape(info);
        return type.Name;
    }

    private static string Enumeration(Type type) => $"{type.Name} =\n" + string.Concat(
        Enum.GetValues(type).Cast<object>().Select(value => $"  {JsonSerializer.Serialize(value, type, Wire.Options)}\n"));

    private string Shape(JsonTypeInfo info)
    {
        var text = new StringBuilder(info.Type.Name).Append('\n');
        if (info.PolymorphismOptions is { } kinds)
        {
            foreach (var kind in kinds.DerivedTypes)
                text.Append("  ").Append(kinds.TypeDiscriminatorPropertyName).Append(": \"").Append(kind.TypeDiscriminator).Append("\" -> ").Append(Name(kind.DerivedType)).Append('\n');
        }

        foreach (var property in info.Properties)
        {
            var parameter = property.AssociatedParameter;
            var isBody = info.Type.Name.EndsWith("Body", StringComparison.Ordinal);
            var nullable = property.IsGetNullable;
            var optional = isBody ? parameter is not { HasDefaultValue: false } : nullable && !IsAlwaysWritten(property);
            text.Append("  ").Append(property.Name).Append(optional ? "?" : "").Append(": ").Append(Name(property.PropertyType))
                .Append(nullable && (isBody || !optional) ? " | null" : "").Append('\n');
        }

        return text.ToString();
    }

    private static bool IsAlwaysWritten(JsonPropertyInfo property) =>
        property.AttributeProvider?.GetCustomAttributes(typeof(JsonIgnoreAttribute), inherit: true)
            .OfType<JsonIgnoreAttribute>().Any(ignore => ignore.Condition == JsonIgnoreCondition.Never) ?? false;
}
