import fc from 'fast-check'

/*
 * fast-check with a seed that is the same in every run, so that nobody's change fails by the luck of another draw. `npm run test:long` draws with many
 * (`ZILA_SEED`). A failure prints the seed and the counter-example.
 */
fc.configureGlobal({ seed: Number(process.env.ZILA_SEED ?? 1) })

export default fc
