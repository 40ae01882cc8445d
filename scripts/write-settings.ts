import { readFileSync, writeFileSync } from 'node:fs'
import { settingsPage, writeSettings } from './settings-page.ts'

/* npm run docs:settings */
writeFileSync(settingsPage, writeSettings(readFileSync(settingsPage, 'utf8')))
