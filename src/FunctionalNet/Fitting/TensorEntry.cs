using System.Collections.Immutable;

namespace FunctionalNet;

/// <summary>A tensor as declared in the header of a safetensors file.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Format">The storage format of its numbers.</param>
/// <param name="Shape">Its axes.</param>
/// <param name="Begin">Its first byte, counted from the end of the header.</param>
/// <param name="End">The byte after its last.</param>
internal sealed record TensorEntry(string Name, NumberFormat Format, ImmutableArray<long> Shape, long Begin, long End)
{
    /// <summary>Whether shape and format need exactly these bytes. Computed without a product that could overflow.</summary>
    public bool IsConsistent
    {
        get
        {
            var elements = Shape.Contains(0) ? 0L : 1L;
            foreach (var axis in Shape)
            {
                if (axis > int.MaxValue || elements * axis > int.MaxValue)
                {
                    return false;
                }

                elements *= axis;
            }

            return Format.Bytes == 0 ? End >= Begin : End - Begin == elements * Format.Bytes;
        }
    }
}
