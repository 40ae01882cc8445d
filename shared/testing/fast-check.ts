import fc from 'fast-check'

/*
 * fast-check with the same seed in every run, so that no change fails by the luck of another draw. `npm run
 * test:long` draws with many (`ZILA_SEED`). A failure prints the seed and the counter-example.
 */
fc.configureGlobal({ seed: Number(process.env.ZILA_SEED ?? 1) })

export default fc
