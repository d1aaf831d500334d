B
merge.biasJÀ¢k«÷İ?d:]ğ–õ?HÄI‚Ú?