import { writeFileSync } from 'node:fs'
import { readPackages, writeLicences } from './packages.ts'

/* npm run licences */
writeFileSync('docs/licences.md', writeLicences(readPackages()))
