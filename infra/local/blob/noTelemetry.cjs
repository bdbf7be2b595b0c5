// What Azurite loads in the place of `applicationinsights`: nothing, since it reports nothing here.
'use strict';
