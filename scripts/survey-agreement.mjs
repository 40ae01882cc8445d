/*
 * Computes estimates of random samples with R's survey package (in Debian: r-cran-survey) and writes
 * them to shared/statistics/survey-agreement.csv, with which `npm test` compares our estimates without R:
 *
 *   node --import tsx scripts/survey-agreement.mjs
 */
import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { agreedSamplesCsv } from '../shared/testing/random-sample.ts'

const figures = new URL('../shared/statistics/', import.meta.url)
const folder = mkdtempSync(join(tmpdir(), 'zila-samples-'))
const samples = join(folder, 'samples.csv')
writeFileSync(samples, agreedSamplesCsv())
const script = fileURLToPath(new URL('reference-estimates.R', figures))
const output = execFileSync('Rscript', ['--vanilla', script, samples], { maxBuffer: 1 << 26 })
writeFileSync(new URL('survey-agreement.csv', figures), output)
rmSync(folder, { recursive: true })
