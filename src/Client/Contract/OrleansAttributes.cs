using System.Diagnostics;

// The contract's shapes are compiled into this library from the server's source. There, Orleans generates code for what these attributes mark; here, they are
// never emitted, and agents need no Orleans.
namespace Orleans;

/// <summary>Replaces Orleans' attribute of this name.</summary>
[Conditional("ORLEANS")]
[AttributeUsage(AttributeTargets.All)]
internal sealed class GenerateSerializerAttribute : Attribute;

/// <inheritdoc cref="GenerateSerializerAttribute"/>
[Conditional("ORLEANS")]
[AttributeUsage(AttributeTargets.All)]
internal sealed class ImmutableAttribute : Attribute;

/// <inheritdoc cref="GenerateSerializerAttribute"/>
[Conditional("ORLEANS")]
[AttributeUsage(AttributeTargets.All)]
internal sealed class IdAttribute(uint id) : Attribute
{
    public uint Id => id;
}
