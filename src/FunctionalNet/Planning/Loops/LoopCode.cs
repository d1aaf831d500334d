using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Numerics;
using System.Reflection;
using System.Reflection.Emit;

namespace FunctionalNet.Execution;

/// <summary>
/// The machine code of an elementwise loop: it loads all streams, computes the steps in registers, then stores the results, so that a step
/// may write in place over another's operand. Loops with the same steps share their code.
/// </summary>
internal sealed unsafe class LoopCode<T>
    where T : unmanaged, IBinaryFloatingPointIeee754<T>
{
    private static readonly ConcurrentDictionary<string, LoopCode<T>> Known = [];

    private static readonly MethodInfo Fill = ((Func<T, Vector<T>>)Vector.Create).Method;

    private readonly Action<nint, nint> loop;

    [UnconditionalSuppressMessage(
        "AOT",
        "IL3050",
        Justification = "An element program has loops of its own only where code is compiled as it runs."
    )]
    private LoopCode(ElementChain<T> chain)
    {
        var method = new DynamicMethod("loop", null, [typeof(nint), typeof(nint)], typeof(LoopCode<T>).Module, true);
        new Writer(method.GetILGenerator(), chain).Write();
        loop = method.CreateDelegate<Action<nint, nint>>();
    }

    /// <summary>The code of a chain.</summary>
    public static LoopCode<T> Of(ElementChain<T> chain) =>
        Known.GetOrAdd(Key(chain), static (_, o) => new LoopCode<T>(o), chain);

    /// <summary>Processes a whole number of vectors.</summary>
    /// <param name="pointers">Streams, expanded operands, scalars, rows and constants.</param>
    /// <param name="bytes">The length of a stream.</param>
    public void Run(T** pointers, nint bytes) => loop((nint)pointers, bytes);

    // Everything that the code depends on.
    private static string Key(ElementChain<T> chain) =>
        $"{chain.Streams.Length} {chain.Spreads.Length} {chain.Scalars.Length} {chain.Rows.Length} "
        + string.Join(
            ';',
            chain.Steps.Select(step =>
                $"{Lanes(step).DeclaringType}.{Lanes(step)}({string.Join(',', step.Operands)}){step.Written}"
            )
        );

    private static MethodInfo Lanes(ElementChain<T>.Step step) => step.Op.Lanes<T>()!;

    private sealed class Writer(ILGenerator il, ElementChain<T> chain)
    {
        private readonly Dictionary<Operand, LocalBuilder> vectors = [];
        private readonly Dictionary<int, LocalBuilder> pointers = [];
        private readonly LocalBuilder offset = il.DeclareLocal(typeof(nint));

        public void Write()
        {
            var reads = chain
                .Steps.SelectMany(step => step.Operands)
                .Where(operand => operand.Kind != OperandKind.Step)
                .Distinct()
                .ToImmutableArray();
            foreach (var operand in reads)
            {
                if (operand.Kind is OperandKind.Scalar or OperandKind.Row or OperandKind.Constant)
                {
                    Pointer(Place(operand));
                    il.Emit(OpCodes.Ldobj, typeof(T));
                    il.Emit(OpCodes.Call, Fill);
                    Keep(operand);
                }
                else
                {
                    KeepPointer(Place(operand));
                }
            }

            foreach (var step in chain.Steps.Where(step => step.Written >= 0))
            {
                KeepPointer(step.Written);
            }

            var (body, test) = (il.DefineLabel(), il.DefineLabel());
            il.Emit(OpCodes.Br, test);
            il.MarkLabel(body);
            Body(reads);
            il.Emit(OpCodes.Ldloc, offset);
            il.Emit(OpCodes.Ldc_I4, Vector<T>.Count * sizeof(T));
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Stloc, offset);
            il.MarkLabel(test);
            il.Emit(OpCodes.Ldloc, offset);
            il.Emit(OpCodes.Ldarg_1);
            il.Emit(OpCodes.Blt, body);
            il.Emit(OpCodes.Ret);
        }

        private void Body(ImmutableArray<Operand> reads)
        {
            foreach (var operand in reads.Where(read => read.Kind is OperandKind.Stream or OperandKind.Spread))
            {
                Address(Place(operand));
                il.Emit(OpCodes.Unaligned, (byte)1);
                il.Emit(OpCodes.Ldobj, typeof(Vector<T>));
                Keep(operand);
            }

            for (var i = 0; i < chain.Steps.Length; i++)
            {
                foreach (var operand in chain.Steps[i].Operands)
                {
                    il.Emit(OpCodes.Ldloc, vectors[operand]);
                }

                il.Emit(OpCodes.Call, Lanes(chain.Steps[i]));
                Keep(new Operand(OperandKind.Step, i));
            }

            for (var i = 0; i < chain.Steps.Length; i++)
            {
                if (chain.Steps[i].Written >= 0)
                {
                    Address(chain.Steps[i].Written);
                    il.Emit(OpCodes.Ldloc, vectors[new Operand(OperandKind.Step, i)]);
                    il.Emit(OpCodes.Unaligned, (byte)1);
                    il.Emit(OpCodes.Stobj, typeof(Vector<T>));
                }
            }
        }

        private int Place(Operand operand) =>
            operand.Index
            + operand.Kind switch
            {
                OperandKind.Spread => chain.Streams.Length,
                OperandKind.Scalar => chain.Streams.Length + chain.Spreads.Length,
                OperandKind.Row => chain.Streams.Length + chain.Spreads.Length + chain.Scalars.Length,
                OperandKind.Constant => chain.Streams.Length
                    + chain.Spreads.Length
                    + chain.Scalars.Length
                    + chain.Rows.Length,
                _ => 0,
            };

        private void Keep(Operand operand)
        {
            var local = vectors[operand] = il.DeclareLocal(typeof(Vector<T>));
            il.Emit(OpCodes.Stloc, local);
        }

        private void KeepPointer(int place)
        {
            if (pointers.TryAdd(place, il.DeclareLocal(typeof(nint))))
            {
                Pointer(place);
                il.Emit(OpCodes.Stloc, pointers[place]);
            }
        }

        private void Pointer(int place)
        {
            il.Emit(OpCodes.Ldarg_0);
            il.Emit(OpCodes.Ldc_I4, place * sizeof(nint));
            il.Emit(OpCodes.Add);
            il.Emit(OpCodes.Ldind_I);
        }

        private void Address(int place)
        {
            il.Emit(OpCodes.Ldloc, pointers[place]);
            il.Emit(OpCodes.Ldloc, offset);
            il.Emit(OpCodes.Add);
        }
    }
}
