import { readFileSync, writeFileSync } from 'node:fs'
import { commandsPage, writeCommands } from './commands-page.ts'
import { dataModelPage, writeDataModel } from './data-model-page.ts'
import { routesPage, writeRoutes } from './routes-page.ts'
import { settingsPage, writeSettings } from './settings-page.ts'

/* npm run docs:tables: the tables of the documentation that come from the code */
writeFileSync(settingsPage, writeSettings(readFileSync(settingsPage, 'utf8')))
writeFileSync(commandsPage, writeCommands(readFileSync(commandsPage, 'utf8')))
writeFileSync(dataModelPage, writeDataModel(readFileSync(dataModelPage, 'utf8')))
writeFileSync(routesPage, writeRoutes(readFileSync(routesPage, 'utf8')))
