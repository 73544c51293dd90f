// Everything the console does beyond forms and links. Every page works without it.
import { keepLive } from "./live.js";
import { listenToKeys } from "./keys.js";
import { askInPlace } from "./dialog.js";
import { offerTheme } from "./switch.js";
import { closeToasts } from "./toast.js";

offerTheme();
listenToKeys();
askInPlace();
closeToasts();
keepLive();
