namespace Streams.Contract;

/// <summary>The shape of an event's payload.</summary>
/// <param name="shape">One of the contract's shapes.</param>
[AttributeUsage(AttributeTargets.Field)]
internal sealed class PayloadAttribute(Type shape) : Attribute
{
    public Type Shape => shape;
}
