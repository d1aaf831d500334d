B
conv2.biasJ ΖΩOS.^άΏ(P’YβΑυΏΌΡ‚«Ψ?0€ZΑλ?