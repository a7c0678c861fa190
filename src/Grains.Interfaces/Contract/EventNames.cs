using System.Reflection;
using System.Text.Json.Serialization;

namespace Streams.Contract;

/// <summary>Finds what the attributes of <see cref="EventName"/> say about an event.</summary>
internal static class EventNames
{
    private static readonly Dictionary<EventName, (string Name, Type Payload)> Events = Enum.GetValues<EventName>().ToDictionary(name => name, Describe);
    private static readonly Dictionary<string, EventName> ByName = Events.ToDictionary(known => known.Value.Name, known => known.Key);

    /// <summary>The name on the wire.</summary>
    /// <exception cref="KeyNotFoundException">There is no such event.</exception>
    public static string Name(this EventName name) => Events[name].Name;

    /// <summary>The shape of the payload, or null if there is no such event.</summary>
    public static Type? Payload(this EventName name) => Events.TryGetValue(name, out var known) ? known.Payload : null;

    /// <summary>The event with a name on the wire, or null.</summary>
    public static EventName? Find(string name) => ByName.TryGetValue(name, out var known) ? known : null;

    private static (string Name, Type Payload) Describe(EventName name)
    {
        var member = typeof(EventName).GetField(name.ToString())!;
        return (member.GetCustomAttribute<JsonStringEnumMemberNameAttribute>()!.Name, member.GetCustomAttribute<PayloadAttribute>()!.Shape);
    }
}
