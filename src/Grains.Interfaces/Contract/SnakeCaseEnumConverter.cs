using System.Text.Json;
using System.Text.Json.Serialization;

namespace Streams.Contract;

/// <summary>Enum values by their names in <c>snake_case</c> (or the name an attribute gives); numbers and unknown names are refused.</summary>
/// <typeparam name="T">The enum.</typeparam>
public sealed class SnakeCaseEnumConverter<T>() : JsonStringEnumConverter<T>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where T : struct, Enum;
