using System.Numerics;

namespace FunctionalNet;

/// <summary>The noise of one step: a variable's noise depends on the key of the run, the step number and the path alone.</summary>
internal readonly record struct StepNoise
{
    private readonly Key key;

    /// <summary>Initializes a new instance of the <see cref="StepNoise"/> struct.</summary>
    /// <param name="key">The key of the run.</param>
    /// <param name="step">The number of steps before it.</param>
    public StepNoise(Key key, long step) => this.key = key.Split("noise").Split((ulong)step);

    /// <summary>Draws the elements of a variable in place.</summary>
    public void Draw<T>(Variable variable, Shape shape, Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> => variable.Fill(shape, key.Split(variable.Path), values);

    /// <summary>Draws the elements of a variable, starting at a block of the generator; false if only the whole can be drawn.</summary>
    public bool DrawFrom<T>(Variable variable, int block, Span<T> values)
        where T : unmanaged, IBinaryFloatingPointIeee754<T> =>
        variable.Initializer!.FillFrom(block, key.Split(variable.Path), values);

    /// <summary>Draws a variable for a batch, which determines the size of its free axes.</summary>
    public Tensor<T> Draw<T>(Variable variable, int batch)
        where T : unmanaged, IBinaryFloatingPointIeee754<T>
    {
        var drawn = new Tensor<T>(new([.. variable.Declared.Shape.Select(dim => dim.IsKnown ? dim : batch)]));
        Draw(variable, drawn.Shape, drawn.Writable);
        return drawn;
    }
}
